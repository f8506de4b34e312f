echo "{{ ti.xcom_pull(task_ids='count').rows }} rows, by {{ var.value.get('team', 'nobody') }}"
