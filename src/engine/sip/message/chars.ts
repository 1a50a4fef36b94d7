/** Character classes of RFC 3261 §25.1, as functions: a table look-up each, nothing that can backtrack. */

const TOKEN_MARKS = "-.!%*_+`'~"
const isTokenCode = new Uint8Array(128)
for (let code = 0; code < 128; code++) {
  const char = String.fromCharCode(code)
  const alphanumeric = (code >= 48 && code <= 57) || (code >= 65 && code <= 90) || (code >= 97 && code <= 122)
  isTokenCode[code] = alphanumeric || TOKEN_MARKS.includes(char) ? 1 : 0
}

export function isToken(text: string): boolean {
  if (text.length === 0) return false
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    if (code >= 128 || isTokenCode[code] === 0) return false
  }
  return true
}

function isDigits(text: string): boolean {
  if (text.length === 0) return false
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    if (code < 48 || code > 57) return false
  }
  return true
}

/** A decimal of at most `max`; undefined when it is anything else. */
export function readUint(text: string, max: number): number | undefined {
  if (!isDigits(text) || text.length > 16) return undefined
  const value = Number(text)
  return value <= max ? value : undefined
}

export function isHexDigit(code: number): boolean {
  return (code >= 48 && code <= 57) || (code >= 65 && code <= 70) || (code >= 97 && code <= 102)
}

/** SP or HTAB. */
export function isBlank(code: number): boolean {
  return code === 32 || code === 9
}

/** Any control character or space. */
export function hasBlankOrControl(text: string): boolean {
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    if (code <= 32 || code === 127) return true
  }
  return false
}
