import { emergencyPlan } from '../numbering/emergency-plan.ts'
import { emergencyNumbers, helpLines } from '../numbering/emergency.ts'

const intro = `# Emergency numbers

Made by \`npm run reference\`; a test fails when it is out of date.

## What Callwright does with them

A number of this list, dialled on a phone of the account's country, goes out whatever the design says: before any callflow, pattern, outside-line digit,
\`no_match\`, restriction, closed group, do not disturb or callflow that runs before every call. The carrier gets it as it stands here, without a prefix and
without a country code, under the emergency caller ID of whoever calls; for callers from outside, that of the account. The chosen trunk is tried first,
and then every other one that is switched on and has a host. It may be written \`9-1-1\`, \`+911\` or \`+1911\`.

The same holds wherever a call leaves: carrier steps, DISA, pivots and TwiML, the Office Anywhere portal, forwarding, cell phones and digits that a caller keyed.

An extension, callflow or portal cannot take a number of its own country's. 112 is dialled for help by mobile phones everywhere, so it goes out from every
country: as 112 where the country has it, else as the first number of the list, or as *112 goes out as* on the account page says. Where the country has other
numbers a callflow may answer 112; then *When 112 is dialled* on the account page decides, and a finding asks.

Help lines go out as ordinary calls, and no restriction, pattern or \`no_match\` callflow holds them: 988 in North America, 116000 to 116999 in Europe
(the harmonised services of social value, Decision 2007/116/EC).

## Where they come from

The short numbers of Google's libphonenumber, which follows ITU-T E.129 and the national numbering plans. Added to them: 911 in every country of the
North American Numbering Plan (N11 codes of NANPA), 933 in the United States and Canada, which reads the address back and is treated as 911 is, and 10111
and 10177 in South Africa. A country that is not in the list has 112.

Nothing here is a promise that a carrier connects them. Ask yours, and make a test call with its consent.

| Country | Emergency | Help lines |
| --- | --- | --- |
`

/** `docs/reference/emergency-numbers.md`: which numbers are emergency where, and why. */
export function emergencyReference(): string {
  const names = new Intl.DisplayNames('en', { type: 'region' })
  const rows = Object.keys(emergencyPlan).map((country) => {
    const numbers = emergencyNumbers(country)
    return `| ${names.of(country) ?? country} (${country}) | ${shortened(numbers)} | ${helpLines(country)} |`
  })
  return `${intro}${rows.toSorted((left, right) => left.localeCompare(right, 'en')).join('\n')}\n`
}

/** Ten and more that follow one another are a range. */
function shortened(numbers: readonly string[]): string {
  const parts: string[] = []
  for (let index = 0; index < numbers.length; ) {
    let last = index
    while (Number(numbers[last + 1]) === Number(numbers[last]) + 1) last++
    const isRange = last - index >= 9
    parts.push(isRange ? `${numbers[index]} to ${numbers[last]}` : (numbers[index] ?? ''))
    index = isRange ? last + 1 : index + 1
  }
  return parts.join(', ')
}
