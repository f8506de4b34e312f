/** The data set: one row for each visitor of a site who was shown an advertisement. */
export interface AdvertisingRow {
  /** Minutes a day. */
  'Daily Time Spent on Site': number;
  /** Years. */
  Age: number;
  /** Mean yearly income of the visitor's area, dollars. */
  'Area Income': number;
  /** Minutes a day. */
  'Daily Internet Usage': number;
  'Ad Topic Line': string;
  City: string;
  /** 1 or 0. */
  Male: number;
  Country: string;
  /** `2016-03-27 00:53:11` */
  Timestamp: string;
  /** The label: 1 or 0. */
  'Clicked on Ad': number;
}

/** All columns, in the order of the file. */
export const COLUMNS = [
  'Daily Time Spent on Site',
  'Age',
  'Area Income',
  'Daily Internet Usage',
  'Ad Topic Line',
  'City',
  'Male',
  'Country',
  'Timestamp',
  'Clicked on Ad',
] as const satisfies readonly (keyof AdvertisingRow)[];

/** The columns the model learns from; texts and the time are left out. */
export const FEATURES = [
  'Daily Time Spent on Site',
  'Age',
  'Area Income',
  'Daily Internet Usage',
  'Male',
] as const satisfies readonly (keyof AdvertisingRow)[];

export const LABEL = 'Clicked on Ad' satisfies keyof AdvertisingRow;

export const featuresOf = (row: AdvertisingRow): number[] => FEATURES.map((name) => row[name]);
