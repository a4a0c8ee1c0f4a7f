// Written by scripts/catalog.ts: edit the folders it lists instead.
export { stateBytes as gain_stateBytes, init as gain_init, process as gain_process } from "../../devices/gain/kernel";
