// Words as the server counts them: runs between blanks that hold a letter or a digit, after NFKC. The blanks
// are Python's, which are not those of \s (U+FEFF is none, U+0085 is one).
const BLANKS = /[\t-\r\x1c-\x20\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+/u;
const TELLING = /[\p{L}\p{N}]/u;
const UNREADABLE = /[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]/u;

function countWords(text) {
  return text.normalize("NFKC").split(BLANKS).filter((word) => TELLING.test(word)).length;
}

function sentence(text, words, characters, data) {
  if (UNREADABLE.test(text)) return data.unreadable;
  if (characters > data.most) return data.tooLong.replace("{over}", characters - data.most);
  if (words < data.least) return data.missing.replace("{missing}", data.least - words);
  return data.enough;
}

export default function (component) {
  const { data, parentElement } = component;
  const root = parentElement.querySelector(".count");
  let seen = null;

  function show() {
    const field = document.querySelector(data.field);
    if (field === null || field.value === seen) return;
    seen = field.value;
    const words = countWords(seen);
    const text = seen.normalize("NFKC").trim();
    const characters = [...text].length;
    const fits = words >= data.least && characters <= data.most && !UNREADABLE.test(text);
    root.classList.toggle("enough", fits);
    root.querySelector("b").textContent = data.words.replace("{words}", words);
    root.querySelector("span").textContent = sentence(text, words, characters, data);
    root.querySelector(".fill").style.width = `${Math.min(100, (100 * words) / data.least)}%`;
  }

  // The field belongs to Streamlit, which may exchange it or fill it (examples) without an event.
  const timer = setInterval(show, 150);
  document.addEventListener("input", show);
  show();
  return () => {
    clearInterval(timer);
    document.removeEventListener("input", show);
  };
}
