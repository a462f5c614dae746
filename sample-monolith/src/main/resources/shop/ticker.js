const table = document.getElementById('ticks');
const source = new EventSource('/ticker');
source.addEventListener('stock', (event) => {
  const tick = JSON.parse(event.data);
  const row = table.insertRow(1);
  for (const value of [tick.number, tick.sku, tick.stock]) {
    row.insertCell().textContent = value;
  }
  while (table.rows.length > 21) {
    table.deleteRow(-1);
  }
});
