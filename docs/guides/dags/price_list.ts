import { bash, Dag, getContext } from '@aquilon/sdk';

const dag = new Dag('price_list', { tags: ['guide'] });

const fetchPrices = dag.task('fetch_prices', async () => {
  const { variables, connections, logger } = getContext();
  const { currency } = await variables.getJson<{ currency: string }>('price_settings');
  const { host, login, password, extraDejson } = await connections.get('price_server');
  logger.info('signing in', { host, login, password });
  await variables.set('last_currency', currency, { description: 'Of the newest price list' });
  return `${extraDejson.edition} prices of ${host} in ${currency}`;
});

const show = dag.task(
  'show',
  bash({ bashCommand: "echo '{{ var.json.price_settings.currency }} {{ conn.price_server.password }}'" }),
);

show().after(fetchPrices());

export default dag;
