// The live worker: what the page asks of it. Nothing of MQTT reaches the page's thread.

import { LiveScreen } from "./liveScreen.ts";
import type { ToWorker } from "./protocol.ts";
import { say } from "./say.ts";

let screen: LiveScreen | undefined;

self.onmessage = ({ data }: MessageEvent<ToWorker>) => {
  try {
    switch (data.type) {
      case "open":
        screen?.close();
        screen = new LiveScreen(data.scene, data.nodes, data.broker, data.direct, data.kept, data.connect);
        break;
      case "connect":
        screen?.connect();
        break;
      case "keepFor":
        screen?.keeper.keepFor(data.person);
        break;
      case "keep":
        screen?.keep();
        break;
      case "pull":
        screen?.pull();
        break;
      case "view":
        screen?.view(data.focus, data.watch);
        break;
      case "near":
        screen?.look(data.district);
        break;
      case "surface":
        screen?.spread(data.kind, data.extent);
        break;
      case "filter":
        screen?.filter(data.filter);
        break;
      case "assets":
        screen?.listAssets(data.asked);
        break;
      case "replay":
        void screen?.turn(data.command);
        break;
      case "close":
        screen?.close();
        screen = undefined;
        break;
    }
  } catch (error) {
    say({ type: "failed", reason: error instanceof Error ? error.message : String(error) });
  }
};
