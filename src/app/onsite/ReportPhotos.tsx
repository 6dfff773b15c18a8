// Photos that go with a report: taken before the case is there, kept in the form until it is handed over.

import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { number } from "../format.ts";

interface Props {
  photos: readonly File[];
  change(photos: readonly File[]): void;
}

export function ReportPhotos({ photos, change }: Props) {
  const { t } = useTranslation();
  return (
    <section className="report-photos" aria-label={t("cases.report.photos")}>
      <h3>
        {t("cases.report.photos")} <small>{number(photos.length)}</small>
      </h3>
      <ul>
        {photos.map((photo) => (
          <li key={`${photo.name} ${photo.lastModified} ${photo.size}`}>
            <Picture photo={photo} />
            <button type="button" className="ghost" onClick={() => change(photos.filter((one) => one !== photo))}>
              {t("cases.report.removePhoto", { name: photo.name })}
            </button>
          </li>
        ))}
      </ul>
      <label className="ghost photo-take">
        {t("cases.takePhoto")}
        <input
          type="file"
          accept="image/jpeg,image/png,image/webp"
          capture="environment"
          multiple
          onChange={(event) => {
            change([...photos, ...(event.target.files ?? [])]);
            event.target.value = "";
          }}
        />
      </label>
      <p className="quiet">{t("outbox.reportHint")}</p>
    </section>
  );
}

function Picture({ photo }: { photo: File }) {
  const [address, setAddress] = useState("");
  useEffect(() => {
    const made = URL.createObjectURL(photo);
    setAddress(made);
    return () => URL.revokeObjectURL(made);
  }, [photo]);
  return address === "" ? null : <img src={address} alt={photo.name} />;
}
