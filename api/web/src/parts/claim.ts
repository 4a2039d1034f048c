// A link to one statement of a long text (#claim-57) does not tell the server in which part it is.
function follow(): void {
  const found = /^#claim-(\d{1,9})$/.exec(location.hash);
  if (found && !document.getElementById(location.hash.slice(1))) {
    location.replace(`${location.pathname}?claim=${found[1]}`);
  }
}

follow();
window.addEventListener("hashchange", follow);
