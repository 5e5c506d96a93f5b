/* Boxes that hang from a button: moved sideways by what of them would stand over the edge of the window. */

import type { RefObject } from "preact";
import { useLayoutEffect } from "preact/hooks";

const EDGE_PX = 4;

export function useInside(box: RefObject<HTMLElement | null>, open: boolean): void {
  useLayoutEffect(() => {
    if (!open) return undefined;
    const fit = () => {
      const element = box.current;
      if (!element) return;
      element.style.translate = "";
      const { left, right } = element.getBoundingClientRect();
      const over = Math.max(0, right + EDGE_PX - document.documentElement.clientWidth);
      const shift = Math.max(EDGE_PX - left, 0) || -over;
      if (shift) element.style.translate = `${shift}px`;
    };
    fit();
    addEventListener("resize", fit);
    return () => removeEventListener("resize", fit);
  }, [open]);
}
