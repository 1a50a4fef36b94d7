import { settingsOf } from '../config-file.ts'

/** By option; more than one value where the option may stand more than once. An empty list takes it out. */
export type Wanted = Readonly<Record<string, readonly string[]>>

/** The text of a settings file with other values: comments and order stay, what is new comes at the end, what is unset goes. */
export function withSettings(text: string, wanted: Wanted): string {
  const placed = new Set<string>()
  const lines = text.split('\n').flatMap((line) => {
    const [setting] = settingsOf(line, '')
    if (!setting || !Object.hasOwn(wanted, setting.name)) return [line]
    if (placed.has(setting.name)) return []
    placed.add(setting.name)
    return linesOf(setting.name, wanted[setting.name] ?? [])
  })
  const added = Object.keys(wanted)
    .filter((name) => !placed.has(name))
    .flatMap((name) => linesOf(name, wanted[name] ?? []))
  const body = lines.join('\n').trimEnd()
  return `${[body, ...added].filter((part) => part !== '').join('\n')}\n`
}

const linesOf = (name: string, values: readonly string[]) => values.map((value) => `${name} = ${value}`)

/** What the file says now. */
export function valueNow(text: string, name: string): string {
  return settingsOf(text, '')
    .filter((setting) => setting.name === name)
    .map(({ value }) => value)
    .join(', ')
}
