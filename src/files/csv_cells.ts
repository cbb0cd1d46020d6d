/** What stands between the whole part of a number and its fraction. */
export type DecimalMark = 'point' | 'comma';

/** What programs write where there is no number, besides nothing: those of pandas, R, SQL and spreadsheets. */
const missingWords = new Set('- -- . ? NA N/A n/a <NA> NaN nan NAN -NaN -nan NULL Null null None'.split(' '));

/** What a spreadsheet writes where it cannot compute a value, in any language: #DIV/0!, #NAME?, #WERT!, and #N/A or the like. */
const spreadsheetError = String.raw`#(?:[¡¿]?[\p{Lu}\d/_]{2,20}[!?]|N/A|NA|NV|N/D)`;
const isSpreadsheetError = new RegExp(`^${spreadsheetError}$`, 'u');
const atSpreadsheetError = new RegExp(spreadsheetError, 'uy');

/** Whether a cell stands for a missing value. */
export function isMissing(cell: string): boolean {
  const word = cell.trim();
  return word === '' || missingWords.has(word) || isSpreadsheetError.test(word);
}

/** Where the error of a spreadsheet that begins here ends; where it begins if there is none. */
export function endOfSpreadsheetError(text: string, at: number): number {
  atSpreadsheetError.lastIndex = at;
  return atSpreadsheetError.test(text) ? atSpreadsheetError.lastIndex : at;
}

/** The number that a cell holds, which is infinite beyond float64; NaN where it holds none. */
export function numberIn(cell: string, mark: DecimalMark): number {
  return mark === 'point' ? pointNumber(cell) : commaNumber(cell);
}

/** Decimal digits with a point and an exponent, and nothing else that JavaScript takes for a number. */
function pointNumber(cell: string): number {
  return /^\s*[-+\d.][\d.eE+-]*\s*$/.test(cell) ? Number(cell) : Number.NaN;
}

function commaNumber(cell: string): number {
  return /^\s*[-+]?(\d+(,\d*)?|,\d+)(e[-+]?\d+)?\s*$/i.test(cell) ? Number(cell.replace(',', '.')) : Number.NaN;
}

/** Whether the comma in a number stands, or can stand, between thousands. */
export function hasThousands(cell: string): boolean {
  return /^\s*[-+]?[1-9]\d{0,2}(,\d{3})+(\.\d*)?\s*$/.test(cell);
}

/** Longest number that is worth a look: a number in full has some twenty characters. */
const longestNumber = 60;

/** Whether a cell is, or is meant to be, a number: no column has such a name, except where names are numbers. */
export function looksNumeric(cell: string): boolean {
  const word = cell.trim();
  // The pattern tries many ways to divide blanks.
  if (word.length > longestNumber) return false;
  return /^[-+]?[$€£]?\s*(\d[\d.,'\s]*|[.,]\d+)(e[-+]?\d+)?\s*[%$€£]?$/i.test(word);
}
