/** What is said of a call that closed groups forbid. */
export const closedWords = (dialled: string) => `${dialled} is out of reach: closed groups`
