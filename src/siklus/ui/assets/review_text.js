// The text of the card. The element stays while the texts change, so that screen readers say the next one.
export default function (component) {
  const { data, parentElement } = component;
  const shown = parentElement.querySelector("p");
  shown.setAttribute("aria-label", data.name);
  if (shown.textContent === data.text) return;
  shown.textContent = data.text;
  shown.scrollTop = 0;
}
