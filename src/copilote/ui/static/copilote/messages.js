// The preview of a message's text, as one types; the button does the same without script.
const writing = document.querySelector("[data-examples]");
if (writing) {
  const examples = JSON.parse(writing.dataset.examples);
  const filled = (text) =>
    text.replace(/\{\{|\}\}|\{([^{}]*)\}/g, (whole, name) =>
      whole === "{{" ? "{" : whole === "}}" ? "}" : Object.hasOwn(examples, name) ? examples[name] : `⚠ ${whole}`,
    );
  for (const shown of writing.querySelectorAll("[data-preview]")) {
    const field = writing.querySelector(`[name="${shown.dataset.preview}"]`);
    field.addEventListener("input", () => (shown.textContent = filled(field.value)));
  }
}
