//! Things that outlive an interview: what a form makes or changes in a list of entities.
//!
//! The declarations only; what one interview changes is worked out by [`crate::instance`].

use serde::{Deserialize, Serialize};

use super::NodeIndex;
use crate::expr::Expression;

/// One row of the `entities` sheet.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Entity {
    /// `list_name` (or `dataset`): which list.
    pub list: String,
    /// The group or repeat that holds it, of which each repetition has one; else the root: one an interview.
    pub within: NodeIndex,
    /// `entity_id`: which one is changed; without it, one is made.
    pub id: Option<Expression>,
    /// `create_if`: when one is made.
    pub create_if: Option<Expression>,
    /// `update_if`: when one is changed.
    pub update_if: Option<Expression>,
    /// `label`: what it is called.
    pub label: Option<Expression>,
    /// Property and the question that gives its value (`save_to`), in document order.
    pub saves: Vec<(String, NodeIndex)>,
}

/// One row of the `entities` sheet as its author wrote it. Empty strings are empty cells.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DraftEntity {
    /// Row in the sheet.
    pub row: u32,
    /// `list_name`.
    pub list: String,
    /// Row that begins the group or repeat which holds the entity; 0 for the form itself.
    pub within_row: u32,
    /// `entity_id`: an expression.
    pub id: String,
    /// `create_if`: an expression.
    pub create_if: String,
    /// `update_if`: an expression.
    pub update_if: String,
    /// `label`: an expression.
    pub label: String,
}
