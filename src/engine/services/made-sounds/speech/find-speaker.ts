import { accessSync, constants, statSync } from 'node:fs'
import { delimiter, isAbsolute, join } from 'node:path'
import { espeak } from './espeak.ts'
import { sapi } from './sapi.ts'
import { say } from './say.ts'
import type { Speaker } from './speaker.ts'

export interface Machine {
  readonly platform: NodeJS.Platform
  /** Folders that programs are looked for in. */
  readonly path: string
}

export const thisMachine = (): Machine => ({
  platform: process.platform,
  path: process.env['PATH'] ?? process.env['Path'] ?? '',
})

/** What the machine has to speak with: what was installed for it before what it came with. Undefined: nothing. */
export async function findSpeaker({ platform, path }: Machine): Promise<Speaker | undefined> {
  const find = (name: string) => programAt(path, platform === 'win32' ? `${name}.exe` : name)
  const installed = find('espeak-ng')
  const speaker = installed === undefined ? undefined : await espeak(installed)
  if (speaker) return speaker
  if (platform === 'darwin') {
    const own = find('say')
    return own === undefined ? undefined : say(own)
  }
  if (platform === 'win32') {
    const own = find('powershell')
    return own === undefined ? undefined : sapi(own)
  }
  return undefined
}

/** Never in the folder the engine happens to be started in. */
function programAt(path: string, name: string): string | undefined {
  return path
    .split(delimiter)
    .filter((folder) => isAbsolute(folder))
    .map((folder) => join(folder, name))
    .find(isProgram)
}

function isProgram(file: string): boolean {
  try {
    accessSync(file, constants.X_OK)
    return statSync(file).isFile()
  } catch {
    return false
  }
}
