import { accessSync, constants, statSync } from 'node:fs'
import { delimiter, isAbsolute, join } from 'node:path'

export interface Surroundings {
  readonly platform: NodeJS.Platform
  readonly env: Readonly<Record<string, string | undefined>>
  /** True when `path` is a file this user may execute. */
  readonly isExecutable: (path: string) => boolean
}

export const hostSurroundings: Surroundings = {
  platform: process.platform,
  env: process.env,
  isExecutable: (path) => {
    try {
      accessSync(path, constants.X_OK)
      return statSync(path).isFile()
    } catch {
      return false
    }
  },
}

/** First of `candidates` that can be executed. An absolute candidate is tried as it is, a bare name along PATH. */
export function findProgram(candidates: readonly string[], around: Surroundings): string | undefined {
  const folders = (around.env['PATH'] ?? around.env['Path'] ?? '').split(delimiter).filter((folder) => folder !== '')
  const suffixes = around.platform === 'win32' ? ['.exe', '.cmd', ''] : ['']
  for (const candidate of candidates) {
    const bases = isAbsolute(candidate) ? [candidate] : folders.map((folder) => join(folder, candidate))
    for (const base of bases) {
      for (const suffix of suffixes) if (around.isExecutable(base + suffix)) return base + suffix
    }
  }
  return undefined
}

/** Chromium and its relatives, which all understand `--app=URL`, in the order they are preferred. */
export function chromiumCandidates(around: Pick<Surroundings, 'platform' | 'env'>): readonly string[] {
  if (around.platform === 'darwin') {
    return [
      '/Applications/Chromium.app/Contents/MacOS/Chromium',
      '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
      '/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge',
    ]
  }
  if (around.platform === 'win32') {
    const roots = ['ProgramFiles', 'ProgramFiles(x86)', 'LOCALAPPDATA'].flatMap((name) => around.env[name] ?? [])
    const programs = [
      'Chromium/Application/chrome',
      'Google/Chrome/Application/chrome',
      'Microsoft/Edge/Application/msedge',
    ]
    return programs.flatMap((program) => roots.map((root) => join(root, program)))
  }
  return [
    'chromium',
    'chromium-browser',
    'google-chrome',
    'google-chrome-stable',
    'microsoft-edge',
    'microsoft-edge-stable',
  ]
}
