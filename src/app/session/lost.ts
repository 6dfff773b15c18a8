// The sign-in is over while the page is open: the page begins anew at the same address and asks who is there.

let handler: () => void = () => undefined;

export const whenSessionLost = (then: () => void): void => {
  handler = then;
};
export const sessionLost = (): void => handler();
