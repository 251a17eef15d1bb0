/** @throws TypeError for an event that cannot be */
export const wrong = (probe: string, what: string): never => {
  throw new TypeError(`Cannot make an event of ${probe}: ${what}`)
}
