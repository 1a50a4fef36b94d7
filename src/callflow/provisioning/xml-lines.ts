import { xmlText } from '../xml-text.ts'

type Attributes = Readonly<Record<string, string | number>>

/** `<name a="1">text</name>`, escaped; names are ours. */
export const element = (name: string, text: string | number, attributes: Attributes = {}): string =>
  `<${name}${written(attributes)}>${xmlText(String(text))}</${name}>`

/** `<name a="1"/>`, escaped. */
export const empty = (name: string, attributes: Attributes): string => `<${name}${written(attributes)}/>`

/** An element around lines that are written already. */
export const around = (name: string, lines: readonly string[], attributes: Attributes = {}): string[] => [
  `<${name}${written(attributes)}>`,
  ...lines.map((line) => `  ${line}`),
  `</${name}>`,
]

export const document = (lines: readonly string[]): string =>
  ['<?xml version="1.0" encoding="UTF-8"?>', ...lines, ''].join('\n')

const written = (attributes: Attributes): string =>
  Object.entries(attributes)
    .map(([name, value]) => ` ${name}="${xmlText(String(value))}"`)
    .join('')
