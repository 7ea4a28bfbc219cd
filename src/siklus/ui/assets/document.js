// What belongs to the whole document and is English or fixed in Streamlit: the language that screen readers
// speak, the words of the link past the sidebar, and how wide the page may be.
export default function (component) {
  const { language, skip, upload, width } = component.data;
  document.documentElement.lang = language;
  document.documentElement.dataset.width = width;
  document.documentElement.style.setProperty("--upload", JSON.stringify(upload));
  const link = document.querySelector("a[href='#stMain']");
  if (link !== null) link.textContent = skip;
}
