export const text = `
export default 1;
`;
