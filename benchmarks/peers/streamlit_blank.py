"""What Streamlit itself takes: a title and a field."""

import streamlit as st

st.title("Analisis sentimen")
st.text_area("Ulasan", key="review")
