// Scenarios at the hub.

import type { ScenarioBody, ScenarioHead, ScenarioInfo, ScenarioVersion } from "../../twin/scenarios/shapes.ts";
import { askHub, sendHub } from "../api.ts";
import { newKey } from "../desk/ask.ts";

export const listScenarios = async (): Promise<ScenarioHead[]> =>
  (await askHub<{ scenarios: ScenarioHead[] }>("/api/scenarios")).scenarios;

export const readScenario = (id: number, version?: number): Promise<ScenarioInfo> =>
  askHub(`/api/scenarios/${id}${version === undefined ? "" : `?version=${version}`}`);

export const versionsOf = async (id: number): Promise<ScenarioVersion[]> =>
  (await askHub<{ versions: ScenarioVersion[] }>(`/api/scenarios/${id}/versions`)).versions;

interface Saved {
  name: string;
  place: string;
  body: ScenarioBody;
  remark: string;
}

/** @param of the scenario and the version it was changed from; null keeps a new one */
export const saveScenario = (of: { id: number; version: number } | null, saved: Saved): Promise<ScenarioInfo> =>
  of
    ? sendHub("PUT", `/api/scenarios/${of.id}`, { key: newKey(), version: of.version, ...saved })
    : sendHub("POST", "/api/scenarios", { key: newKey(), ...saved });

export const removeScenario = (id: number, version: number): Promise<void> =>
  sendHub("DELETE", `/api/scenarios/${id}`, { key: newKey(), version });
