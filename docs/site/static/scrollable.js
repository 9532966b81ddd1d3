/* What is wider than the page scrolls; here it can be reached and scrolled by keyboard, too. */

function reach() {
  for (const box of document.querySelectorAll("pre, .katex-display, .table-wrapper, .cell_output .output")) {
    const wide = box.scrollWidth > box.clientWidth;
    if (wide && !box.hasAttribute("tabindex")) {
      box.tabIndex = 0;
      box.setAttribute("role", "region");
      box.setAttribute("aria-label", "wider than the page: scroll to see all");
    } else if (!wide && box.getAttribute("role") === "region") {
      ["tabindex", "role", "aria-label"].forEach((name) => box.removeAttribute(name));
    }
  }
}

addEventListener("load", reach);
addEventListener("resize", reach);
