"""Addresses that are the same place become one."""
