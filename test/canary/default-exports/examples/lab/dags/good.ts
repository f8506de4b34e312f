export default { dagId: 'lab' };
