// A plain MQTT broker in a process of its own: node --import tsx aedesBroker.ts PORT

import { createServer } from "node:net";
import { Aedes } from "aedes";

const broker = await Aedes.createBroker();
createServer((socket) => {
  socket.on("error", () => undefined);
  broker.handle(socket);
}).listen(Number(process.argv[2]), "127.0.0.1", () => console.log("listening"));
