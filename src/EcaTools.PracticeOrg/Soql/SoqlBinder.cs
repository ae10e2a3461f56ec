using System.Collections.Immutable;
using EcaTools.PracticeOrg.Embedded;
using EcaTools.PracticeOrg.Http;
using EcaTools.PracticeOrg.Soql.Syntax;

namespace EcaTools.PracticeOrg.Soql;

/// <summary>Finds what a query names in the schema.</summary>
internal static class SoqlBinder
{
    /// <summary>SOQL and SOSL Reference: at most five levels from child to parent.</summary>
    private const int MaximumLevels = 5;

    private const int MaximumRowsOfFieldsFunction = 200;

    public static RestException UnknownObject(string name) =>
        new(
            400,
            "INVALID_TYPE",
            $"sObject type '{name}' is not supported. If you are attempting to use a custom object, be sure to append the '__c' after the entity name. Please reference your WSDL or the describe call for the appropriate names."
        );

    public static RestException UnknownField(string name, SObjectDefinition definition) =>
        new(
            400,
            "INVALID_FIELD",
            $"No such column '{name}' on entity '{definition.Name}'. If you are attempting to use a custom field, be sure to append the '__c' after the custom field name. Please reference your WSDL or the describe call for the appropriate names."
        );

    /// <summary>The fields that a query without groups asks for; FIELDS(ALL) becomes each of them.</summary>
    /// <exception cref="RestException">INVALID_FIELD or MALFORMED_QUERY.</exception>
    public static ImmutableArray<BoundField> Select(SObjectDefinition target, SoqlQuery query)
    {
        ImmutableArray<BoundField>.Builder fields = ImmutableArray.CreateBuilder<BoundField>();
        foreach (SoqlSelection selection in query.Select)
        {
            switch (selection)
            {
                case { Expression.Function: "COUNT", Expression.Field: null }:
                    break;
                case { Expression.Function: "FIELDS" }:
                    fields.AddRange(
                        ExpandFields(target, selection.Expression.Field!, query.Limit)
                            .Select(f => new BoundField([], f))
                    );
                    break;
                case { Alias: null, Expression.Function: null }:
                    fields.Add(Field(target, selection.Expression));
                    break;
                default:
                    // An alias and a date function belong to groups.
                    throw new RestException(
                        400,
                        "MALFORMED_QUERY",
                        $"unexpected token: '{selection.Alias ?? selection.Expression.Function}'"
                    );
            }
        }

        return fields.ToImmutable();
    }

    /// <exception cref="RestException">INVALID_FIELD: there is no such field or relationship.</exception>
    public static BoundField Field(SObjectDefinition target, SoqlExpression expression)
    {
        if (expression.IsAggregate || expression.Function == "FIELDS" || expression.Field is not { } path)
        {
            throw new RestException(400, "MALFORMED_QUERY", $"unexpected token: '{expression.Function}'");
        }

        SObjectDefinition current = target;
        string[] names = path.Split('.');

        // SOQL allows the object's own name in front: User.Name FROM User.
        int start =
            names.Length > 1
            && names[0].Equals(target.Name, StringComparison.OrdinalIgnoreCase)
            && target.Relationship(names[0]) is null
                ? 1
                : 0;
        if (names.Length - 1 - start > MaximumLevels)
        {
            throw new RestException(
                400,
                "INVALID_FIELD",
                $"{path}: a query may go up {MaximumLevels} levels of parents at most"
            );
        }

        ImmutableArray<SObjectField>.Builder steps = ImmutableArray.CreateBuilder<SObjectField>();
        for (int i = start; i < names.Length - 1; i++)
        {
            SObjectField step =
                current.Relationship(names[i])
                ?? throw new RestException(
                    400,
                    "INVALID_FIELD",
                    $"Didn't understand relationship '{names[i]}' in field path. If you are attempting to use a custom relationship, be sure to append the '__r' after the custom relationship name. Please reference your WSDL or the describe call for the appropriate names."
                );
            steps.Add(step);
            current =
                SObjectTable.Find(step.ReferenceTo!, tooling: true)
                ?? throw new InvalidOperationException(
                    $"The schema points at {step.ReferenceTo}, which it does not define."
                );
        }

        SObjectField field = current.Field(names[^1]) ?? throw UnknownField(names[^1], current);
        if (expression.Function is not null && field.Type != "datetime")
        {
            throw new RestException(
                400,
                "INVALID_FIELD",
                $"The function {expression.Function} takes a datetime field, and {field.Name} is a {field.Type}"
            );
        }

        return new BoundField(steps.ToImmutable(), field, expression.Function);
    }

    private static ImmutableArray<SObjectField> ExpandFields(SObjectDefinition target, string which, int? limit)
    {
        string kind = which.ToUpperInvariant();
        if (kind is not ("ALL" or "STANDARD" or "CUSTOM"))
        {
            throw new RestException(400, "MALFORMED_QUERY", $"unexpected token: '{which}'");
        }

        if (kind != "STANDARD" && limit is null or > MaximumRowsOfFieldsFunction)
        {
            throw new RestException(
                400,
                "MALFORMED_QUERY",
                $"The SOQL FIELDS function must have a LIMIT of at most {MaximumRowsOfFieldsFunction}"
            );
        }

        // The org has no custom field.
        return kind == "CUSTOM" ? [] : target.Fields;
    }
}
