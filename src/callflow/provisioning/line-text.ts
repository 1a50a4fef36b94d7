/** What people wrote, for one line of a file or an element: control characters and line ends become spaces. */
const control = /[\p{Cc}\u2028\u2029]+/gu

export const singleLine = (text: string): string => text.replaceAll(control, ' ').trim()

/** Whether a value that must stay as it is can stand on one line. */
export const isOneLine = (text: string): boolean => text === text.trim() && text.search(control) === -1
