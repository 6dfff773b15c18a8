// Entry: the shell is on screen before the 3D engine is asked for.

import "./noEval.ts";
import "@fontsource-variable/noto-sans-sc";
import "./styles/base.css";
import "./styles/rooms.css";
import "./styles/panels.css";
import "./styles/layers.css";
import "./styles/time.css";
import "./styles/alarms.css";
import "./styles/desk.css";
import "./styles/dossier.css";
import "./styles/session.css";
import "./styles/wall.css";
import "./styles/planning.css";
import "./styles/field.css";
import "./styles/assets.css";
import "./styles/tips.css";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { App } from "./App.tsx";
import { exposeDiagnostics } from "./diagnostics.ts";
import { startLanguage } from "./i18n/i18n.ts";
import { startTwin } from "./start.ts";
import { lookForWebgl2 } from "./stores/globe.ts";
import { useView } from "./stores/view.ts";
import { readUrl } from "./url.ts";

const address = readUrl(location);
startLanguage(address.language);
useView.setState({ room: address.room, daylight: address.daylight, layers: address.layers });
exposeDiagnostics();
lookForWebgl2();
createRoot(document.getElementById("root") as HTMLElement).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
void startTwin();
