import { stringify } from 'yaml'
import { soundPath } from '../../callflow/exchange/files/layout.ts'
import type { StandingDesign } from '../store/newer-file.ts'
import type { DesignFiles } from './files-of-design.ts'

/** Of ids and kinds that a path can be made of. */
const plain = /^[A-Za-z0-9_-]{1,64}$/

/** Documents that this version cannot read, word by word, a YAML file each below its kind: what a version that can reads as any folder of files. */
export function filesAsTheyStand({ documents, sounds, locked }: StandingDesign): DesignFiles {
  const notes: string[] = locked.map(
    (name) => `${name}: its passwords were sealed on another computer and are left out`,
  )
  const files = documents.flatMap(({ id, kind, name, stored }) => {
    if (!plain.test(id) || !plain.test(kind)) {
      notes.push(`${name}: its id or kind is no name for a file`)
      return []
    }
    return [{ path: `${kind}/${id}.yaml`, content: stringify(stored, { lineWidth: 0, aliasDuplicateObjects: false }) }]
  })
  const audio = sounds
    .filter(({ sha256 }) => /^[0-9a-f]{64}$/.test(sha256))
    .map(({ sha256, bytes }) => ({ path: soundPath(sha256), content: bytes }))
  return { files: [...files, ...audio], documents: files.length, notes }
}
