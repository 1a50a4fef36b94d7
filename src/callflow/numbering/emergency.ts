const emergencyByCountry: Readonly<Record<string, readonly string[]>> = {
  US: ['911', '933'],
  CA: ['911', '933'],
  GB: ['999', '112'],
  IE: ['999', '112'],
  AU: ['000', '112'],
  NZ: ['111'],
  JP: ['110', '119'],
  IN: ['112', '100', '101', '102'],
  BR: ['190', '192', '193'],
  MX: ['911'],
  ZA: ['112', '10111', '10177'],
}

/** What calls for help in a country (two letters), the commonest first. */
export const emergencyNumbers = (country: string): readonly string[] =>
  emergencyByCountry[country.toUpperCase()] ?? ['112']

/** Whether a number calls for help. 933 reads back the address in North America and is treated as 911 is. */
export function isEmergency(number: string, country: string): boolean {
  const dialled = number.replaceAll(/[\s().-]/g, '')
  return emergencyNumbers(country).includes(dialled)
}
