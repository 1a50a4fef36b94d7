import type { Directory, User } from '../design/document.ts'
import type { DocumentId } from '../design/kind.ts'
import type { DesignSnapshot } from '../design/snapshot.ts'

/** Somebody a directory knows. */
export interface DirectoryPerson {
  readonly user: User
  readonly callflowId: DocumentId | null
}

const keys: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries({ 2: 'abc', 3: 'def', 4: 'ghi', 5: 'jkl', 6: 'mno', 7: 'pqrs', 8: 'tuv', 9: 'wxyz' }).flatMap(
    ([key, letters]) => letters.split('').map((letter) => [letter, key]),
  ),
)

/** Letters that do not fold to one with an accent taken off. */
const folded: Readonly<Record<string, string>> = {
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  ł: 'l',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  ı: 'i',
}

/** A name as the keys of a phone spell it: `Zoë O'Hara` is `963` and `64272`. Accents are folded, what is on no key is dropped. */
export function keypadSpelling(name: string): string {
  return Array.from(name.toLowerCase(), (character) => folded[character] ?? character)
    .join('')
    .normalize('NFD')
    .replaceAll(/[^a-z0-9]/g, '')
    .replaceAll(/[a-z]/g, (letter) => keys[letter] ?? '')
}

interface Names {
  readonly first: string
  readonly last: string
}

/** First and last name; of a person who has only a whole one, its first word and the rest. */
export function namesOf({ firstName, lastName, name }: User): Names {
  if (firstName !== '' || lastName !== '') return { first: firstName, last: lastName }
  const [first = '', ...rest] = name.trim().split(/\s+/)
  return { first, last: rest.join(' ') }
}

/** Who is listed and still there, in the order matches are read (M60). */
export function directoryPeople(design: DesignSnapshot, { entries, sortBy }: Directory): readonly DirectoryPerson[] {
  const seen = new Set<DocumentId>()
  const people = entries.flatMap(({ userId, callflowId }): DirectoryPerson[] => {
    const user = design.find('user', userId)
    if (!user?.enabled || seen.has(userId)) return []
    seen.add(userId)
    return [{ user, callflowId }]
  })
  const sortKey = ({ user }: DirectoryPerson) => {
    const { first, last } = namesOf(user)
    return (sortBy === 'last-name' ? `${last} ${first}` : `${first} ${last}`).toLowerCase()
  }
  return people.toSorted((left, right) =>
    sortKey(left) < sortKey(right) ? -1 : sortKey(left) > sortKey(right) ? 1 : 0,
  )
}

/** The people whose name begins with these keys: first then last name, last then first, or either (M59). */
export function peopleSpelled(
  people: readonly DirectoryPerson[],
  digits: string,
  searchBy: Directory['searchBy'],
): readonly DirectoryPerson[] {
  if (!/^[0-9]+$/.test(digits)) return []
  return people.filter(({ user }) => {
    const { first, last } = namesOf(user)
    const spellings = [
      ...(searchBy === 'last-name' ? [] : [first + last]),
      ...(searchBy === 'first-name' ? [] : [last + first]),
    ]
    return spellings.some((spelling) => keypadSpelling(spelling).startsWith(digits))
  })
}
