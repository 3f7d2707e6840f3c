//! One HTTP exchange with a JSON service.
