
"use strict";
// Without this the page can be read whole: it filters the list, and steps through the scenes by key.
(() => {
  const all = (selector) => [...document.querySelectorAll(selector)];
  const one = (selector) => document.querySelector(selector);

  // One spelling of what readers take for the same, as in the program's own search.
  const fold = (text) => text.normalize("NFKD").replace(/[\p{M}ـ'’‘ʿʾʼ`]/gu, "").toLowerCase()
    .replace(/ٱ/g, "ا").replace(/ة/g, "ه").replace(/[ىی]/g, "ي").replace(/ک/g, "ك");

  const filter = one(".filter");
  if (filter) {
    filter.hidden = false;
    const rows = all(".list > li");
    const folded = rows.map(() => null);
    const chips = all(".chips button");
    const details = all(".list details");
    const opener = one("#open");
    const apply = () => {
      const words = fold(one("#words").value).split(/\s+/).filter(Boolean);
      const wanted = new Set(chips.filter((chip) => chip.ariaPressed === "true").map((chip) => chip.dataset.category));
      let n = 0;
      rows.forEach((row, idx) => {
        const inCategory = !wanted.size || wanted.has(row.dataset.category);
        folded[idx] ??= words.length ? fold(row.textContent) : null;
        row.hidden = !inCategory || !words.every((word) => folded[idx].includes(word));
        n += !row.hidden;
      });
      one("#found").value = n === rows.length ? `${n} listed` : `${n} of ${rows.length} listed`;
      one("#none").hidden = n > 0;
    };
    one("#words").addEventListener("input", apply);
    chips.forEach((chip) => chip.addEventListener("click", () => {
      chip.ariaPressed = chip.ariaPressed === "true" ? "false" : "true";
      apply();
    }));
    const tellOpener = () => {
      const isOpen = details.some((each) => each.open);
      opener.textContent = isOpen ? "Close all" : "Open all";
    };
    opener.addEventListener("click", () => {
      const open = !details.some((each) => each.open);
      details.forEach((each) => { each.open = open; });
      tellOpener();
    });
    details.forEach((each) => each.addEventListener("toggle", tellOpener));
    apply();
  }

  // What a link leads to is open when one gets there, and passes the filter.
  const reveal = () => {
    const target = location.hash.length > 1 && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (!target) return;
    target.hidden = false;
    const details = target.querySelector(":scope > details");
    if (details) {
      details.open = true;
      details.querySelector("summary").focus({ preventScroll: true });
      target.scrollIntoView({ block: "start" });
    }
  };
  addEventListener("hashchange", reveal);
  reveal();

  // Paper has no click to open things.
  let closed = [];
  addEventListener("beforeprint", () => {
    closed = all(".list details:not([open])");
    closed.forEach((each) => { each.open = true; });
  });
  addEventListener("afterprint", () => closed.forEach((each) => { each.open = false; }));

  const stops = [...all(".scene"), ...all("#events, #sources, #colophon")];
  const links = all(".bar a");
  const top = () => one(".bar").getBoundingClientRect().bottom + 4;
  const current = () => stops.findLastIndex((stop) => stop.getBoundingClientRect().top <= top() + 12);
  const go = (idx) => {
    const stop = stops[idx];
    if (!stop) {
      if (idx < 0) scrollTo({ top: 0 });
      return;
    }
    // At once: whoever presses twice wants two scenes.
    stop.scrollIntoView({ block: "start" });
    stop.querySelector("h2").focus({ preventScroll: true });
  };
  let asked = 0;
  const tell = () => {
    asked = 0;
    const id = stops[current()]?.id;
    for (const link of links) {
      const isHere = link.hash === `#${id}`;
      if (isHere === link.hasAttribute("aria-current")) continue;
      if (!isHere) { link.removeAttribute("aria-current"); continue; }
      link.setAttribute("aria-current", "location");
      const list = link.closest("ol, ul");
      list.scrollLeft = link.offsetLeft - list.offsetLeft - list.clientWidth / 2;
    }
  };
  addEventListener("scroll", () => { asked ||= requestAnimationFrame(tell); }, { passive: true });
  tell();

  one(".keys").hidden = false;
  addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.shiftKey) return;
    const isTyping = event.target.closest?.("input");
    if (isTyping) {
      if (event.key === "Escape") event.target.blur();
      return;
    }
    const now = current();
    const box = stops[now]?.getBoundingClientRect();
    // A page down reads on; only at the end of a scene does it go to the next.
    const readsOn = box && box.bottom > innerHeight + 40;
    const readsBack = box && box.top < top() - 100;
    switch (event.key) {
      case "ArrowRight": break;
      case "ArrowLeft": break;
      case "PageDown": if (readsOn) return; break;
      case "PageUp": if (readsBack) return; break;
      case "/":
        if (!filter) return;
        event.preventDefault();
        one("#words").focus({ preventScroll: true });
        one("#words").select();
        one("#events").scrollIntoView({ block: "start" });
        return;
      default: return;
    }
    // A picture that is wider than the screen is moved by the arrows.
    if (event.target.closest?.(".picture") && event.key.startsWith("Arrow")) return;
    event.preventDefault();
    const isForth = event.key === "ArrowRight" || event.key === "PageDown";
    go(isForth ? now + 1 : readsBack ? now : now - 1);
  });

  // Small screens show the middle of a picture first, and let it be moved by key.
  const fit = () => {
    for (const picture of all(".picture")) {
      const isWider = picture.scrollWidth > picture.clientWidth + 1;
      picture.toggleAttribute("tabindex", isWider);
      if (!isWider) continue;
      picture.tabIndex = 0;
      picture.setAttribute("role", "group");
      picture.setAttribute("aria-label", "Picture, wider than the screen");
      picture.scrollLeft = (picture.scrollWidth - picture.clientWidth) / 2;
    }
  };
  addEventListener("load", fit);
})();
