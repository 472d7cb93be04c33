// Search results quote text alone: no choices of a form, and each formula once.
/* global Search */
const textOf = Search.htmlToText;
Search.htmlToText = (html, anchor) => {
  const page = new DOMParser().parseFromString(html, "text/html");
  for (const extra of page.querySelectorAll("form, .katex-html, annotation")) extra.remove();
  return textOf(page.documentElement.outerHTML, anchor);
};
