/** Where the entries of the program are, `src/engine/` or `out/main/`, whichever chunk of the build this ended up in. */
export const programFolder = new URL(import.meta.url.includes('/chunks/') ? '../' : './', import.meta.url)
