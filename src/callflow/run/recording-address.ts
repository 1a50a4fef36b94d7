/** What a recording's address and name may be made of, `{call-id}` and so on: filled in for each recording (M44). */
const addressParts = ['call-id', 'name', 'label', 'caller-number', 'dialled', 'date', 'time'] as const
export type AddressPart = (typeof addressParts)[number]

/** The limit of the address once it is filled in. */
const MAX_ADDRESS = 2_048

/** Host first, parts only behind it: whom a recording goes to is never the caller's to say. */
const shape = /^https?:\/\/[^\s{}/?#"<>\\^`|]{1,512}([/?][^\s"<>\\^`|#]*)?$/

/** Undefined when `url` may be used; else what is wrong with it, as a sentence without its end. */
export function problemOfAddress(url: string): string | undefined {
  if (url.length > MAX_ADDRESS) return `the address is longer than ${MAX_ADDRESS} characters`
  if (!shape.test(url) || !URL.canParse(url.replaceAll(/\{[^{}]*\}/g, 'x'))) return 'not an http or https address'
  const wrong = [...url.matchAll(/\{([^{}]*)\}?|\}/g)].find(([whole, name]) => !isPart(name) || !whole.endsWith('}'))
  return wrong
    ? `"${wrong[0].slice(0, 40)}" is none of ${addressParts.map((part) => `{${part}}`).join(' ')}`
    : undefined
}

/**
 * Where one recording goes: parts filled in and percent-encoded. An address without any that is PUT to is a folder: the file's name is put behind it,
 * for the next recording would replace this one. A POST goes to the address as it is.
 */
export function recordingAddress(about: {
  readonly url: string
  readonly method: 'put' | 'post'
  readonly fileName: string
  readonly parts: Readonly<Record<AddressPart, string>>
}): { readonly ok: true; readonly url: string } | { readonly ok: false; readonly error: string } {
  const { url, method, fileName, parts } = about
  const problem = problemOfAddress(url)
  if (problem !== undefined) return { ok: false, error: problem }
  const isFixed = !url.includes('{')
  const filled = url.replaceAll(/\{([^{}]*)\}/g, (_whole, name: string) => encoded(parts[name as AddressPart])) // checked above
  const whole = isFixed && method === 'put' ? inFolder(filled, fileName) : filled
  if (whole.length > MAX_ADDRESS) return { ok: false, error: `the address is longer than ${MAX_ADDRESS} characters` }
  return { ok: true, url: whole }
}

/** A caller may call themselves `..`: that must not lead to another folder. */
const encoded = (part: string) => encodeURIComponent(part.toWellFormed().replace(/^\.+$/, '-'))

function inFolder(url: string, fileName: string): string {
  const at = url.indexOf('?')
  const path = at < 0 ? url : url.slice(0, at)
  return `${path.replace(/\/$/, '')}/${encodeURIComponent(fileName)}${at < 0 ? '' : url.slice(at)}`
}

const isPart = (name: string | undefined): name is AddressPart => addressParts.some((part) => part === name)
