"""A Streamlit page with the model inside it: what most tutorials end with. Nothing is stored."""

import pandas as pd
import streamlit as st
from pipeline import Pipeline

pipeline = st.cache_resource(show_spinner=False)(Pipeline)()

st.title("Analisis sentimen")
text = st.text_area("Ulasan", key="review")
if st.button("Analisis", key="analyse"):
    found = pipeline([text])[0]
    with st.container(key="result"):
        st.header(found["label"])
        st.bar_chart(pd.DataFrame({"p": found["probabilities"]}))
