// Renews the numbers in place every ten seconds. When the server does not answer, the screen says so and keeps asking.
const EVERY = 10_000;

async function renew() {
  try {
    const answer = await fetch(location.href, { cache: "no-store" });
    if (!answer.ok || answer.redirected) throw new Error(answer.status);
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("wall");
    document.getElementById("wall").replaceWith(document.adoptNode(fresh));
  } catch {
    document.querySelector("[data-gone]").hidden = false;
  }
}

setInterval(renew, EVERY);
