import type { Document, User } from '../../callflow/design/document.ts'

/**
 * What else is renamed with a person. Names that were made from the person's name follow it (the user's own, `1001 Ann Smith`,
 * `Ann Smith: desk phone`, the mailbox); names somebody chose stay.
 */
export function renamedWithPerson(before: User, typed: User, documents: Iterable<Document>): [User, ...Document[]] {
  const wasMade = before.name === madeName(before) && typed.name === before.name
  const after = wasMade && madeName(typed) !== '' ? { ...typed, name: madeName(typed).slice(0, MAX_NAME) } : typed
  if (after.name === before.name) return [after]
  const rename = followedName(before, after)
  const followers = [...documents].flatMap((document) => {
    const name = rename(document)?.slice(0, MAX_NAME)
    return name === undefined ? [] : [{ ...document, name } as Document] // the same kind, another name
  })
  return [after, ...followers]
}

function followedName(before: User, after: User): (document: Document) => string | undefined {
  return (document) => {
    switch (document.kind) {
      case 'mailbox':
        return document.ownerId === before.id && document.name === before.name ? after.name : undefined
      case 'device': {
        const isMade = document.ownerId === before.id && document.name.startsWith(`${before.name}: `)
        return isMade ? after.name + document.name.slice(before.name.length) : undefined
      }
      case 'callflow': {
        const isMade =
          document.name === `${before.extension} ${before.name}` && document.numbers.includes(before.extension)
        return isMade ? `${before.extension} ${after.name}` : undefined
      }
      default:
        return undefined
    }
  }
}

function madeName({ firstName, lastName }: User): string {
  return `${firstName} ${lastName}`.trim()
}

const MAX_NAME = 128
