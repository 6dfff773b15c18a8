// Words of the page: Chinese first, English complete. The choice is kept in the URL (?lang=) and on the device.

import i18next from "i18next";
import { initReactI18next } from "react-i18next";
import type { Bilingual } from "../../twin/scene/schema.ts";
import en from "./en.json";
import zh from "./zh.json";

export type Language = "zh" | "en";
const KEY = "yiwang.language";

export function startLanguage(fromUrl: string | null): void {
  const kept = fromUrl ?? localStorage.getItem(KEY);
  void i18next.use(initReactI18next).init({
    resources: { zh: { translation: zh }, en: { translation: en } },
    lng: kept === "en" ? "en" : "zh",
    fallbackLng: "zh",
    interpolation: { escapeValue: false },
    initAsync: false,
    showSupportNotice: false,
  });
  document.documentElement.lang = i18next.language === "en" ? "en" : "zh-CN";
}

export function setLanguage(language: Language): void {
  localStorage.setItem(KEY, language);
  document.documentElement.lang = language === "en" ? "en" : "zh-CN";
  void i18next.changeLanguage(language);
}

export const currentLanguage = (): Language => (i18next.language === "en" ? "en" : "zh");

/** A manifest's own words in the language of the page. */
export const say = (text: Bilingual): string => (currentLanguage() === "en" ? (text.en ?? text.zh) : text.zh);
