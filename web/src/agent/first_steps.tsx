/* The way to the first steps of a new house; only administrators fetch it. */

import { LazyQuiet } from "../ui/lazy";
import { me } from "./session";

const load = () => import("./first_run_bar").then((part) => part.FirstRunBar);

export function FirstSteps() {
  return me.value?.role === "admin" ? <LazyQuiet load={load} /> : null;
}
