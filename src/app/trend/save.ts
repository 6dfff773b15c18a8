// Hands a file made on the page to the person.

export function saveUrl(name: string, url: string): void {
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
}

export function saveText(name: string, text: string, type: string): void {
  const url = URL.createObjectURL(new Blob([text], { type }));
  saveUrl(name, url);
  // The download has begun by then.
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
