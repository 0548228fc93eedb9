// Makes photographs smaller before they are sent: input[type=file][data-shrink="… {before} … {after} …"].
// Without this module, or where the browser cannot read a picture, the file goes as it is.

const LONGER_SIDE = 1600;
const QUALITY = 0.8;
const LEFT_ALONE = 300 * 1024;
const MOST = 25 * 1024 * 1024;

const isPhotograph = (file) => /^image\/(jpeg|png|heic|heif|webp)$/.test(file.type) || /\.(heic|heif)$/i.test(file.name);
const megabytes = (bytes) => (bytes / 1024 / 1024).toFixed(1).replace(".", document.documentElement.lang === "vi" ? "," : ".");
const sum = (files) => files.reduce((total, file) => total + file.size, 0);

/** Returns the photograph as a smaller JPEG, or the file itself where that is not possible or not smaller. */
async function smaller(file) {
  if (!isPhotograph(file) || (file.size < LEFT_ALONE && !/hei[cf]/i.test(file.type + file.name))) return file;
  try {
    const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
    const scale = Math.min(1, LONGER_SIDE / Math.max(picture.width, picture.height));
    const canvas = Object.assign(document.createElement("canvas"), {
      width: Math.round(picture.width * scale),
      height: Math.round(picture.height * scale),
    });
    const context = canvas.getContext("2d");
    context.fillStyle = "#fff"; // what is transparent in a PNG
    context.fillRect(0, 0, canvas.width, canvas.height);
    context.drawImage(picture, 0, 0, canvas.width, canvas.height);
    picture.close();
    const blob = await new Promise((done) => canvas.toBlob(done, "image/jpeg", QUALITY));
    if (!blob || (blob.size >= file.size && !/hei[cf]/i.test(file.type + file.name))) return file;
    return new File([blob], file.name.replace(/\.[^.]*$/, "") + ".jpg", { type: "image/jpeg", lastModified: file.lastModified });
  } catch {
    return file;
  }
}

function say(input, words) {
  let shown = input.parentElement.querySelector("[data-shrunk]");
  if (!shown) {
    shown = Object.assign(document.createElement("p"), { className: "hint" });
    shown.dataset.shrunk = "";
    shown.setAttribute("role", "status");
    input.after(shown);
  }
  shown.textContent = words;
}

async function shrink(input) {
  const given = [...input.files];
  const buttons = [...(input.form?.querySelectorAll("button") ?? [])];
  for (const button of buttons) button.disabled = true;
  try {
    const files = [];
    for (const file of given) files.push(await smaller(file)); // one after the other: an old phone has little memory
    if (files.some((file, number) => file !== given[number])) {
      const carrier = new DataTransfer();
      for (const file of files) carrier.items.add(file);
      input.files = carrier.files;
    }
    const [before, after] = [sum(given), sum(files)];
    const alone = "queue" in (input.form?.dataset ?? {}); // queue.js sends each file by itself
    if ((alone ? Math.max(0, ...files.map((file) => file.size)) : after) > MOST) say(input, input.dataset.tooLarge);
    else if (after < before)
      say(input, input.dataset.shrink.replace("{before}", megabytes(before)).replace("{after}", megabytes(after)));
    else say(input, "");
  } finally {
    for (const button of buttons) button.disabled = false;
  }
}

document.addEventListener("change", (event) => {
  if (event.target.matches?.("input[type=file][data-shrink]")) shrink(event.target);
});
