/** Fills `{name}` of the path and adds the query; undefined and null are left out, a list repeats its name. */
export function addressOf(template: string, path: object, query: object): string {
  const parts = new Map<string, unknown>(Object.entries(path));
  const filled = template.replace(/\{(\w+)\}/g, (_whole, name: string) => {
    const value = parts.get(name);
    if (value === undefined || value === null) throw new Error(`The address ${template} needs ${name}.`);
    // `~` means "any" in Airflow's addresses; encodeURIComponent leaves it.
    return encodeURIComponent(String(value));
  });
  const pairs = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    for (const one of Array.isArray(value) ? value : [value]) {
      if (one !== undefined && one !== null && one !== '') pairs.append(name, String(one));
    }
  }
  const text = pairs.toString();
  return text === '' ? filled : `${filled}?${text}`;
}
