{% set day = data_interval_start | ds %}
echo "report of {{ day }}"
{% for region in params.regions -%}
echo "{{ loop.index }}. {{ region | upper }}"
{% endfor -%}
{% include 'scripts/footer.sh' %}
