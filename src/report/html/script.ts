/** Filters the table of facts. The page is whole without it: the controls show only where it runs. */
export const SCRIPT = `
(() => {
  const controls = document.getElementById('controls');
  if (controls === null) return;
  const search = document.getElementById('search');
  const differing = document.getElementById('differing');
  const status = document.getElementById('status');
  const shown = document.getElementById('shown');
  const rows = [...document.querySelectorAll('#facts-table tbody tr')].map((row) => ({
    row,
    text: row.textContent.toLowerCase(),
    differs: row.classList.contains('differs'),
    statuses: row.dataset.statuses.split(' '),
  }));
  const filter = () => {
    const words = search.value.toLowerCase().split(/\\s+/).filter((word) => word !== '');
    let count = 0;
    for (const { row, text, differs, statuses } of rows) {
      const fits = words.every((word) => text.includes(word))
        && (!differing.checked || differs)
        && (status.value === '' || statuses.includes(status.value));
      row.hidden = !fits;
      if (fits) count += 1;
    }
    shown.textContent = count + ' of ' + rows.length + ' facts';
  };
  for (const control of [search, differing, status]) control.addEventListener('input', filter);
  controls.hidden = false;
  filter();
})();
`;
