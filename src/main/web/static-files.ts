import { readFile } from 'node:fs/promises'
import { extname, join, normalize, sep } from 'node:path'

export interface StaticFile {
  readonly bytes: Buffer
  readonly type: string
  /** Built files carry a hash in their name and never change; `index.html` does. */
  readonly isImmutable: boolean
}

/** A file of the built page; undefined when there is none or the path leaves the folder. */
export async function staticFile(root: string, urlPath: string): Promise<StaticFile | undefined> {
  const path = safePath(root, urlPath === '/' ? '/index.html' : urlPath)
  if (path === undefined) return undefined
  const type = types[extname(path)]
  if (type === undefined) return undefined
  try {
    return { bytes: await readFile(path), type, isImmutable: path.includes(`${sep}assets${sep}`) }
  } catch {
    return undefined
  }
}

function safePath(root: string, urlPath: string): string | undefined {
  let decoded: string
  try {
    decoded = decodeURIComponent(urlPath)
  } catch {
    return undefined
  }
  if (decoded.includes('\0')) return undefined
  const path = normalize(join(root, decoded))
  return path.startsWith(root + sep) ? path : undefined
}

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.wav': 'audio/wav',
  '.map': 'application/json; charset=utf-8',
  '.wasm': 'application/wasm',
}
