/** Numbers of the emergency services by country (two letters); 112 works from every mobile network and is taken everywhere. */
const numbers: Readonly<Record<string, readonly string[]>> = {
  US: ['911', '933', '988'],
  CA: ['911', '988'],
  MX: ['911'],
  GB: ['999', '101'],
  IE: ['999'],
  DE: ['110'],
  AT: ['122', '133', '144'],
  CH: ['117', '118', '144'],
  FR: ['15', '17', '18'],
  BE: ['100', '101'],
  LU: ['113'],
  IT: ['113', '115', '118'],
  PL: ['997', '998', '999'],
  CZ: ['150', '155', '158'],
  NO: ['110', '113'],
  AU: ['000', '106'],
  NZ: ['111'],
  JP: ['110', '119'],
  IN: ['100', '101', '102'],
  BR: ['190', '192', '193'],
  ZA: ['10111', '10177'],
}

const EVERYWHERE = '112'

/** Whether a dialled string calls for help. `933` reads back the address in North America and must get through as well. */
export function isEmergencyNumber(dialled: string, country: string): boolean {
  return emergencyNumbers(country).includes(dialled)
}

/** The country's own first. */
export function emergencyNumbers(country: string): readonly string[] {
  return [...(numbers[country.toUpperCase()] ?? []), EVERYWHERE]
}
